export { drawNumber, isNumber, type NumberLetter } from './draw-number.js';
