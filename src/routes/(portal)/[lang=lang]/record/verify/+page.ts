// The one public page with a script: the reader's own browser recomputes the record, so that nobody has to be believed.
export const csr = true
