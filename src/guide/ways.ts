/** How an application goes, by what is asked and for whom. */
export type Way = 'letter' | 'scan';

/** 申請方式: the agency's table, as the page on accounts shows it. */
export const ways: readonly { readonly asked: string; readonly manager: Way; readonly reporter: Way }[] = [
  { asked: 'new', manager: 'letter', reporter: 'scan' },
  { asked: 'change', manager: 'letter', reporter: 'scan' },
  { asked: 'role', manager: 'letter', reporter: 'letter' },
];
