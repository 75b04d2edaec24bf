/** What a document that is made from the code says of itself. */
export const madeBy = '<!-- Made from the code by `npm run golden`; edits here are lost. -->'
