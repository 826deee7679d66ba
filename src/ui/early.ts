type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * What a reader changed before the page's script ran: waking the page sets every field to what was sent with it, and folds
 * what has been opened meanwhile.
 */
export type Early = {
	typed: { control: Control; value: string; checked: boolean }[]
	opened: HTMLDetailsElement[]
}

/**
 * Everything filled in so far that the page did not come with, and the folds that are open. To be called before any part of
 * the page is woken.
 */
export function typedEarly(): Early {
	const opened = [...document.querySelectorAll<HTMLDetailsElement>('details[open]')]
	const controls = document.querySelectorAll<Control>('input:not([type=file]), textarea, select')
	const typed = [...controls].flatMap((control) => {
		const checked = 'checked' in control && control.checked
		const changed =
			control instanceof HTMLSelectElement
				? [...control.options].some((option, at) => option.selected !== wasSelected(control, option, at))
				: control.value !== control.defaultValue || ('checked' in control && checked !== control.defaultChecked)
		return changed ? [{ control, value: control.value, checked }] : []
	})
	return { typed, opened }
}

/** Puts it back once the page is awake, and says so to those who listen (what saves by itself, what counts characters). */
export function putBack({ typed, opened }: Early): void {
	for (const fold of opened) fold.open = true
	for (const { control, value, checked } of typed) {
		control.value = value
		if ('checked' in control) control.checked = checked
		control.dispatchEvent(new Event('input', { bubbles: true }))
		control.dispatchEvent(new Event('change', { bubbles: true }))
	}
}

/** A list of which none was marked shows its first. */
const wasSelected = (list: HTMLSelectElement, option: HTMLOptionElement, at: number): boolean =>
	option.defaultSelected || (at === 0 && !list.multiple && ![...list.options].some((each) => each.defaultSelected))
