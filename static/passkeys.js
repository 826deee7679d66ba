/*
 * Passkeys are made and shown by the browser's own script interface only. Forms that need it are hidden until this has
 * found it; what it brings is posted by the form itself, so that answers and refusals are pages like any other. A form
 * says in data-passkey what is done (create or get) and in data-options where its options come from.
 */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
const text = (buffer) => {
	let letters = ''
	for (const byte of new Uint8Array(buffer)) letters += String.fromCharCode(byte)
	return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
const known = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }))

async function create(options) {
	const made = await navigator.credentials.create({
		publicKey: {
			...options,
			challenge: bytes(options.challenge),
			user: { ...options.user, id: bytes(options.user.id) },
			excludeCredentials: known(options.excludeCredentials)
		}
	})
	return written(made, {
		attestationObject: text(made.response.attestationObject),
		transports: made.response.getTransports?.() ?? []
	})
}

async function get(options) {
	const shown = await navigator.credentials.get({
		publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) }
	})
	const { authenticatorData, signature, userHandle } = shown.response
	return written(shown, {
		authenticatorData: text(authenticatorData),
		signature: text(signature),
		...(userHandle && { userHandle: text(userHandle) })
	})
}

/** As JSON: not every browser in use can write it by itself. */
const written = (credential, response) =>
	JSON.stringify({
		id: credential.id,
		rawId: text(credential.rawId),
		type: credential.type,
		clientExtensionResults: credential.getClientExtensionResults(),
		response: { clientDataJSON: text(credential.response.clientDataJSON), ...response }
	})

async function fill(form) {
	const answer = await fetch(form.dataset.options, { method: 'POST', headers: { accept: 'application/json' } })
	const options = await answer.json()
	if (!answer.ok) throw Object.assign(new Error('refused'), { said: options.said })
	form.elements.namedItem('passkey').value = await (form.dataset.passkey === 'create' ? create : get)(options)
}

function offer(form) {
	const notice = form.querySelector('[data-refusal]')
	const button = form.querySelector('button')
	form.hidden = false
	form.addEventListener('submit', (event) => {
		event.preventDefault()
		notice.hidden = true
		button.disabled = true
		fill(form).then(
			() => form.submit(),
			(error) => {
				button.disabled = false
				// An authenticator that is registered already says so by this name.
				const already = error.name === 'InvalidStateError'
				notice.textContent = error.said ?? (already ? notice.dataset.already : notice.dataset.refusal)
				notice.hidden = false
				notice.focus()
			}
		)
	})
}

if (window.PublicKeyCredential && navigator.credentials) {
	for (const part of document.querySelectorAll('[data-passkeys]')) part.hidden = false
	for (const form of document.querySelectorAll('form[data-passkey]')) offer(form)
}
