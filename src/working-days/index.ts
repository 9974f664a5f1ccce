export { calendarOf, type OfficeCalendar, readOfficeCalendar } from './calendar.js';
export { addWorkingDays, calendarEndsWithin, isWorkingDay, workingDaysBetween } from './working-days.js';
