import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import { defineConfig } from 'eslint/config'
import globals from 'globals'
import ts from 'typescript-eslint'

const pool = {
	regex: 'platform/db[.]server',
	importNames: ['connect'],
	message: 'Only hooks, worker and command line open a pool: everything else has ctx.db, or its writes leave the transaction.'
}

export default defineConfig(
	{ ignores: ['build/', '.svelte-kit/', 'var/', 'node_modules/', 'src/platform/tables.ts'] },
	js.configs.recommended,
	ts.configs.recommended,
	svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			'no-undef': 'off', // TypeScript knows
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }
			],
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-unused-expressions': ['error', { allowShortCircuit: true, allowTernary: true }],
			// Text is full of them: French and Bulgarian typography is typed as it is printed.
			'no-irregular-whitespace': ['error', { skipStrings: true, skipTemplates: true, skipRegExps: true, skipComments: true }],
			// Pages are documents: a link is an address, and the language is part of it.
			'svelte/no-navigation-without-resolve': 'off',
			'svelte/no-at-html-tags': 'error',
			// Nothing on a page rendered by the server changes or is re-ordered.
			'svelte/prefer-svelte-reactivity': 'off',
			'svelte/require-each-key': 'off',
			'prefer-const': ['error', { ignoreReadBeforeAssign: true }],
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'no-console': ['error', { allow: ['error'] }]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
		rules: { 'prefer-const': 'off' } // $props() is written with let
	},
	{
		// A promise nobody waits for is a write that may be lost. Needs types, which .svelte files are too slow for.
		files: ['src/**/*.ts'],
		ignores: ['**/*.svelte.ts'],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
			'@typescript-eslint/await-thenable': 'error'
		}
	},
	{
		files: ['src/**', 'programme/**'],
		ignores: ['src/hooks.server.ts', 'src/worker.ts', 'src/cli/**', 'src/platform/**', '**/*.test.ts'],
		rules: { 'no-restricted-imports': ['error', { patterns: [pool] }] }
	},
	{ files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
	{ files: ['test/real/**'], rules: { 'no-console': 'off' } }, // they print the figures they find
	{
		files: ['src/modules/**', 'src/engines/**'],
		ignores: ['**/*.test.ts'],
		rules: {
			'no-restricted-syntax': [
				'error',
				{
					selector: "NewExpression[callee.name='Date'][arguments.length=0]",
					message: 'The clock is ctx.now: a deadline is judged by one instant per request, and tests set it.'
				},
				{
					selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
					message: 'The clock is ctx.now: a deadline is judged by one instant per request, and tests set it.'
				}
			]
		}
	}
)
