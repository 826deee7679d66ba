import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

export default defineConfig({
	plugins: [
		sveltekit({
			adapter: adapter({ precompress: true }),
			compilerOptions: {
				runes: ({ filename }) => (filename.split(/[/\\]/).includes('node_modules') ? undefined : true)
			},
			// A page's many small styles stand in it: each by itself would hold up its first line by a request.
			inlineStyleThreshold: 4096,
			csp: {
				// By digest and not by a number of the moment: a page that has not changed is then the same to the byte, and is not sent again.
				mode: 'hash',
				directives: {
					'default-src': ['none'],
					'script-src': ['self'],
					'style-src': ['self'],
					// The one attribute that Kit's own announcer of pages brings, where a page has a script; nothing else.
					'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
					'img-src': ['self', 'data:', 'blob:'],
					'font-src': ['self'],
					'worker-src': ['self', 'blob:'],
					'manifest-src': ['self'],
					'connect-src': ['self'],
					// A mail of the outbox, in a sandbox of its own.
					'frame-src': ['self'],
					'object-src': ['none'],
					'base-uri': ['self'],
					'form-action': ['self'],
					'frame-ancestors': ['none']
				}
			}
		})
	],
	build: { chunkSizeWarningLimit: 800 }
})
