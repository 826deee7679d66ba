// Pages are plain HTML unless one says otherwise: complete without JavaScript, and the same bytes for every stranger.
export const csr = false
