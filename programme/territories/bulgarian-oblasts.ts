/** The six planning regions (NUTS 2): code, names, latitude and longitude of the centroid. */
export const bulgarianRegions: [code: string, bg: string, latin: string, fr: string, en: string, lat: number, lon: number][] =
	[
		['BG31', 'Северозападен', 'Severozapaden', 'Nord-Ouest', 'North-West', 43.423, 23.88],
		['BG32', 'Северен централен', 'Severen tsentralen', 'Centre-Nord', 'North-Central', 43.473, 26.1],
		['BG33', 'Североизточен', 'Severoiztochen', 'Nord-Est', 'North-East', 43.365, 27.363],
		['BG34', 'Югоизточен', 'Yugoiztochen', 'Sud-Est', 'South-East', 42.474, 26.572],
		['BG41', 'Югозападен', 'Yugozapaden', 'Sud-Ouest', 'South-West', 42.337, 23.348],
		['BG42', 'Южен централен', 'Yuzhen tsentralen', 'Centre-Sud', 'South-Central', 41.933, 25.033]
	]

/**
 * The 28 oblasts: NUTS 2021 code, name, name in Latin letters, first letters of its municipalities' codes,
 * ISO 3166-2 code, latitude and longitude of the centroid. The region is the beginning of the NUTS code.
 */
export const bulgarianOblasts: [
	code: string,
	bg: string,
	latin: string,
	prefix: string,
	iso: string,
	lat: number,
	lon: number
][] = [
	['BG311', 'Видин', 'Vidin', 'VID', 'BG-05', 43.803, 22.696],
	['BG312', 'Монтана', 'Montana', 'MON', 'BG-12', 43.501, 23.206],
	['BG313', 'Враца', 'Vratsa', 'VRC', 'BG-06', 43.4, 23.755],
	['BG314', 'Плевен', 'Pleven', 'PVN', 'BG-15', 43.478, 24.6],
	['BG315', 'Ловеч', 'Lovech', 'LOV', 'BG-11', 43.024, 24.557],
	['BG321', 'Велико Търново', 'Veliko Tarnovo', 'VTR', 'BG-04', 43.189, 25.631],
	['BG322', 'Габрово', 'Gabrovo', 'GAB', 'BG-07', 42.933, 25.234],
	['BG323', 'Русе', 'Ruse', 'RSE', 'BG-18', 43.669, 25.995],
	['BG324', 'Разград', 'Razgrad', 'RAZ', 'BG-17', 43.646, 26.595],
	['BG325', 'Силистра', 'Silistra', 'SLS', 'BG-19', 43.942, 27.044],
	['BG331', 'Варна', 'Varna', 'VAR', 'BG-03', 43.182, 27.587],
	['BG332', 'Добрич', 'Dobrich', 'DOB', 'BG-08', 43.649, 27.928],
	['BG333', 'Шумен', 'Shumen', 'SHU', 'BG-27', 43.295, 26.997],
	['BG334', 'Търговище', 'Targovishte', 'TGV', 'BG-25', 43.246, 26.355],
	['BG341', 'Бургас', 'Burgas', 'BGS', 'BG-02', 42.492, 27.304],
	['BG342', 'Сливен', 'Sliven', 'SLV', 'BG-20', 42.669, 26.235],
	['BG343', 'Ямбол', 'Yambol', 'JAM', 'BG-28', 42.29, 26.626],
	['BG344', 'Стара Загора', 'Stara Zagora', 'SZR', 'BG-24', 42.424, 25.547],
	['BG411', 'София (столица)', 'Sofia (stolitsa)', 'SOF', 'BG-22', 42.678, 23.399],
	['BG412', 'София (област)', 'Sofia (oblast)', 'SFO', 'BG-23', 42.707, 23.608],
	['BG413', 'Благоевград', 'Blagoevgrad', 'BLG', 'BG-01', 41.725, 23.439],
	['BG414', 'Перник', 'Pernik', 'PER', 'BG-14', 42.621, 22.856],
	['BG415', 'Кюстендил', 'Kyustendil', 'KNL', 'BG-10', 42.259, 22.889],
	['BG421', 'Пловдив', 'Plovdiv', 'PDV', 'BG-16', 42.257, 24.815],
	['BG422', 'Хасково', 'Haskovo', 'HKV', 'BG-26', 41.851, 25.927],
	['BG423', 'Пазарджик', 'Pazardzhik', 'PAZ', 'BG-13', 42.138, 24.147],
	['BG424', 'Смолян', 'Smolyan', 'SML', 'BG-21', 41.63, 24.661],
	['BG425', 'Кърджали', 'Kardzhali', 'KRZ', 'BG-09', 41.535, 25.426]
]
