// With a script the text is written as it will look; without it, in a field with a few signs. Both post the same.
export const csr = true
