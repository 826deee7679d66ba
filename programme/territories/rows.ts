/** Code, name, name in Latin letters, latitude, longitude, inhabitants. */
export type MunicipalityRow = [code: string, bg: string, latin: string, lat: number, lon: number, population: number]

/** Code, name, name in Bulgarian, INSEE code, latitude, longitude, name in English where it differs. */
export type FrenchRow = [code: string, fr: string, bg: string, insee: string, lat: number, lon: number, en?: string]
