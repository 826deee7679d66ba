import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/**
 * A line to the site at `to` that can be cut. A page kept on the phone has got a request out of a browser that was told to be
 * offline; nothing gets through this.
 */
export async function wire(to: string) {
	const { hostname, port } = new URL(to)
	const held = new Set<Socket>()
	let whole = true
	const server = createServer((near) => {
		const far = connect(Number(port), hostname)
		for (const socket of [near, far]) {
			held.add(socket)
			socket.on('error', () => {})
			socket.once('close', () => {
				held.delete(socket)
				near.destroy()
				far.destroy()
			})
		}
		if (whole) near.pipe(far).pipe(near)
		else near.destroy()
	})
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
	const cut = () => {
		whole = false
		for (const socket of held) socket.destroy()
	}
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		cut,
		mend: () => void (whole = true),
		close: () => {
			cut()
			server.close()
		}
	}
}
