/** A lexeme as PostgreSQL reads it in the text of a tsvector or tsquery. */
export const quoted = (lexeme: string) => `'${lexeme.replace(/['\\]/g, '$&$&')}'`

/** No word begins with `=`, so no text can pass for a facet. */
export const facetLexeme = (facet: string) => quoted(`=${facet}`)
