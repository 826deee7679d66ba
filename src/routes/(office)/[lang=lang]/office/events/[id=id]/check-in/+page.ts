// The one office page that needs its script: it goes on working when the network does not.
export const csr = true
