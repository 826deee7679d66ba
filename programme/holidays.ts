import type { HolidayCalendar } from '#platform/calendar'
import { given } from './given.ts'
import type { InEveryLanguage } from './shape.ts'

/**
 * Article 154 of the Labour Code. Easter is four days off wherever they fall; every other holiday on a weekend
 * is given back on the next working day (since 2017: earlier years would need their own rules).
 * 1 November is a day off for schools alone, so it is not here.
 */
export const bulgarianHolidays: HolidayCalendar = {
	country: 'BG',
	weekend: 'given-back',
	rules: [
		{ key: 'new-year', on: '01-01' },
		{ key: 'liberation', on: '03-03' },
		{ key: 'orthodox-good-friday', easter: 'orthodox', offset: -2, moves: false },
		{ key: 'orthodox-holy-saturday', easter: 'orthodox', offset: -1, moves: false },
		{ key: 'orthodox-easter', easter: 'orthodox', offset: 0, moves: false },
		{ key: 'orthodox-easter-monday', easter: 'orthodox', offset: 1, moves: false },
		{ key: 'labour-day', on: '05-01' },
		{ key: 'st-george', on: '05-06' },
		{ key: 'education-and-culture', on: '05-24' },
		{ key: 'unification', on: '09-06' },
		{ key: 'independence', on: '09-22' },
		{ key: 'christmas-eve', on: '12-24' },
		{ key: 'christmas', on: '12-25' },
		{ key: 'second-christmas-day', on: '12-26' }
	],
	declared: [{ date: '2026-01-02', key: 'declared' }]
}

/** Article L3133-1 of the Labour Code. A post abroad keeps fewer of them: its list is entered in the application. */
export const frenchHolidays: HolidayCalendar = {
	country: 'FR',
	weekend: 'lost',
	rules: [
		{ key: 'new-year', on: '01-01' },
		{ key: 'easter-monday', easter: 'western', offset: 1 },
		{ key: 'labour-day', on: '05-01' },
		{ key: 'victory-1945', on: '05-08' },
		{ key: 'ascension', easter: 'western', offset: 39 },
		{ key: 'whit-monday', easter: 'western', offset: 50 },
		{ key: 'bastille-day', on: '07-14' },
		{ key: 'assumption', on: '08-15' },
		{ key: 'all-saints', on: '11-01' },
		{ key: 'armistice-1918', on: '11-11' },
		{ key: 'christmas', on: '12-25' }
	],
	declared: []
}

/** By the country's code; a country without one has no day off. */
export const holidayCalendars: Record<string, HolidayCalendar> = given?.holidays.calendars ?? {
	FR: frenchHolidays,
	BG: bulgarianHolidays
}

export const holidayNames: Record<string, InEveryLanguage> = given?.holidays.names ?? {
	'new-year': { fr: 'Jour de l’an', bg: 'Нова година', en: 'New Year’s Day' },
	liberation: {
		fr: 'Libération de la Bulgarie, fête nationale',
		bg: 'Ден на Освобождението на България, национален празник',
		en: 'Liberation Day, national holiday of Bulgaria'
	},
	'orthodox-good-friday': { fr: 'Vendredi saint orthodoxe', bg: 'Велики петък', en: 'Orthodox Good Friday' },
	'orthodox-holy-saturday': { fr: 'Samedi saint orthodoxe', bg: 'Велика събота', en: 'Orthodox Holy Saturday' },
	'orthodox-easter': { fr: 'Pâques orthodoxes', bg: 'Великден', en: 'Orthodox Easter Sunday' },
	'orthodox-easter-monday': { fr: 'Lundi de Pâques orthodoxe', bg: 'Светли понеделник', en: 'Orthodox Easter Monday' },
	'labour-day': {
		fr: 'Fête du Travail',
		bg: 'Ден на труда и на международната работническа солидарност',
		en: 'Labour Day'
	},
	'st-george': {
		fr: 'Saint-Georges, fête de l’armée bulgare',
		bg: 'Гергьовден, Ден на храбростта и Българската армия',
		en: 'St George’s Day, Bulgarian Army Day'
	},
	'education-and-culture': {
		fr: 'Journée des saints Cyrille et Méthode, de l’alphabet, de l’éducation et de la culture bulgares',
		bg: 'Ден на светите братя Кирил и Методий, на българската азбука, просвета и култура и на славянската книжовност',
		en: 'Day of Saints Cyril and Methodius, of the Bulgarian alphabet, education and culture'
	},
	unification: { fr: 'Fête de l’Unification', bg: 'Ден на Съединението', en: 'Unification Day' },
	independence: {
		fr: 'Fête de l’Indépendance de la Bulgarie',
		bg: 'Ден на Независимостта на България',
		en: 'Independence Day of Bulgaria'
	},
	'christmas-eve': { fr: 'Veille de Noël', bg: 'Бъдни вечер', en: 'Christmas Eve' },
	christmas: { fr: 'Noël', bg: 'Рождество Христово', en: 'Christmas Day' },
	'second-christmas-day': { fr: 'Deuxième jour de Noël', bg: 'Втори ден на Рождество Христово', en: 'Second day of Christmas' },
	declared: {
		fr: 'Jour chômé par décision du gouvernement',
		bg: 'Обявен неработен ден',
		en: 'Day off declared by the government'
	},
	'easter-monday': { fr: 'Lundi de Pâques', bg: 'Великденски понеделник (западен)', en: 'Easter Monday' },
	'victory-1945': { fr: 'Victoire de 1945', bg: 'Ден на победата (1945 г.)', en: 'Victory in Europe Day' },
	ascension: { fr: 'Ascension', bg: 'Възнесение Господне (западно)', en: 'Ascension Day' },
	'whit-monday': { fr: 'Lundi de Pentecôte', bg: 'Понеделник след Петдесетница (западна)', en: 'Whit Monday' },
	'bastille-day': { fr: 'Fête nationale française', bg: 'Национален празник на Франция', en: 'National holiday of France' },
	assumption: { fr: 'Assomption', bg: 'Успение Богородично', en: 'Assumption Day' },
	'all-saints': { fr: 'Toussaint', bg: 'Вси светии', en: 'All Saints’ Day' },
	'armistice-1918': { fr: 'Armistice de 1918', bg: 'Ден на примирието (1918 г.)', en: 'Armistice Day' }
}
