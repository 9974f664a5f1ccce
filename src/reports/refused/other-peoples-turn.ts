/** A long file lets other people's requests through between its parts. */
export function otherPeoplesTurn(): Promise<void> {
  return new Promise(setImmediate);
}
