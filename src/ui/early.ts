/** What a reader changed before the page's script ran. Waking the page sets every field to what was sent with it. */
export type Early = { control: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement; value: string; checked: boolean }[]

/** Everything filled in so far that the page did not come with. To be called before any part of the page is woken. */
export function typedEarly(): Early {
	const controls = document.querySelectorAll<Early[number]['control']>('input:not([type=file]), textarea, select')
	return [...controls].flatMap((control) => {
		const checked = 'checked' in control && control.checked
		const changed =
			control instanceof HTMLSelectElement
				? [...control.options].some((option, at) => option.selected !== wasSelected(control, option, at))
				: control.value !== control.defaultValue || ('checked' in control && checked !== control.defaultChecked)
		return changed ? [{ control, value: control.value, checked }] : []
	})
}

/** Puts it back once the page is awake, and says so to those who listen (what saves by itself, what counts characters). */
export function putBack(early: Early): void {
	for (const { control, value, checked } of early) {
		control.value = value
		if ('checked' in control) control.checked = checked
		control.dispatchEvent(new Event('input', { bubbles: true }))
		control.dispatchEvent(new Event('change', { bubbles: true }))
	}
}

/** A list of which none was marked shows its first. */
const wasSelected = (list: HTMLSelectElement, option: HTMLOptionElement, at: number): boolean =>
	option.defaultSelected || (at === 0 && !list.multiple && ![...list.options].some((each) => each.defaultSelected))
