/** The fields of the audience's form as they stand in an address: a name that comes twice is a list. */
export const segmentOf = (query: URLSearchParams): Record<string, string | string[]> =>
	Object.fromEntries(
		[...new Set(query.keys())].map((name) => {
			const values = query.getAll(name)
			return [name, values.length > 1 ? values : values[0]!]
		})
	)
