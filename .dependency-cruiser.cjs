const { readdirSync } = require('node:fs')
const { join } = require('node:path')

/** Which floor may stand on which. Each rule says why, because whoever meets it will ask. */

/** The modules, and those each may point at. steering reads everything and nothing reads it; so with newsroom. */
const base = ['search', 'identity', 'network']
const mayUse = {
	// The index of public things: every module puts its own into it, and it knows none of them.
	search: [],
	identity: ['search'],
	network: ['search', 'identity'],
	exchange: base,
	// The hosts of a visit are suggested from the index of the exchange.
	events: [...base, 'exchange'],
	calls: base,
	projects: [...base, 'exchange', 'events', 'calls'],
	funding: [...base, 'exchange', 'events', 'calls', 'projects'],
	newsroom: [...base, 'exchange', 'events', 'calls', 'projects', 'funding'],
	steering: [...base, 'exchange', 'events', 'calls', 'projects', 'funding', 'newsroom']
}
const modules = Object.keys(mayUse)
const stranger = readdirSync(join(__dirname, 'src/modules')).find(
	(name) => !modules.includes(name) && readdirSync(join(__dirname, 'src/modules', name)).length > 0
)
if (stranger) throw new Error(`src/modules/${stranger} has no place among the arrows: give it one in .dependency-cruiser.cjs`)
const notTests = '[.]test[.]ts$'

module.exports = {
	forbidden: [
		{
			name: 'platform-knows-no-module',
			comment: 'The platform is what every module stands on: a module it knew could not be changed, or left out, alone.',
			severity: 'error',
			from: { path: '^src/platform/', pathNot: notTests },
			to: { path: '^(src/(modules|engines|routes|ui|cli)/|src/(worker|serve|hooks)|programme/)' }
		},
		{
			name: 'engines-are-pure',
			comment:
				'The same engine runs in the office, in the verify command and in a citizen’s browser: nothing of the server in it.',
			severity: 'error',
			from: { path: '^src/engines/', pathNot: notTests },
			to: { path: '^(src/(modules|routes|ui|cli)/|src/platform/.*[.]server|programme/)' }
		},
		{
			name: 'engines-use-no-node',
			comment: 'The same engine runs in a browser: it has no files, no network and no clock.',
			severity: 'error',
			from: { path: '^src/engines/', pathNot: notTests },
			to: { dependencyTypes: ['core'] }
		},
		{
			name: 'modules-know-no-web',
			comment: 'The same verbs serve the site, the command line and the jobs: what knows the framework cannot.',
			severity: 'error',
			from: { path: '^src/modules/', pathNot: notTests },
			to: { path: '^(src/(routes|ui|cli)/|src/(worker|serve|hooks)|node_modules/(@sveltejs|svelte)/)' }
		},
		...modules.map((name) => ({
			name: `arrows-of-${name}`,
			comment: `Arrows between modules only go one way (identity ← network ← exchange ← events, network ← calls, all of them ← projects ← funding; newsroom and steering see all), so that each can be read alone. ${name} may use ${mayUse[name].join(', ') || 'none of them'}.`,
			severity: 'error',
			from: { path: `^src/modules/${name}/`, pathNot: notTests },
			to: { path: '^src/modules/', pathNot: `^src/modules/(${[name, ...mayUse[name]].join('|')})/` }
		})),
		{
			name: 'no-route-imports-a-route',
			comment: 'Addresses come and go; what two pages share is a verb, a read or a component.',
			severity: 'error',
			from: { path: '^src/', pathNot: notTests },
			to: { path: '^src/routes/.*[+](page|layout|server|error)' }
		},
		{
			name: 'nothing-below-imports-the-web',
			comment: 'Imports only go down: routes, command line and worker stand on modules, never the other way.',
			severity: 'error',
			from: { path: '^(src/(ui|platform|engines|modules)|programme)/', pathNot: notTests },
			to: { path: '^src/(routes|cli)/' }
		},
		{
			name: 'ui-knows-no-module',
			comment: 'A component shows what it is given: one that knew a module would be used by that module only.',
			severity: 'error',
			from: { path: '^src/ui/', pathNot: modules.map((name) => `^src/ui/${name}/`) },
			to: { path: '^src/modules/' }
		},
		...modules.map((name) => ({
			name: `ui-of-${name}`,
			comment:
				'The forms of a module, shared by several audiences, may know its shapes: they are its furniture, and run in a browser.',
			severity: 'error',
			from: { path: `^src/ui/${name}/` },
			to: { path: '^src/modules/', pathNot: `^src/modules/${name}/(?!.*[.]server[.]ts$)` }
		})),
		{
			name: 'programme-is-data',
			comment: 'Another pair of countries replaces this folder: it may know shapes, never the code that uses it.',
			severity: 'error',
			from: { path: '^programme/', pathNot: notTests },
			to: { path: '^src/(modules|routes|ui|cli)/' }
		},
		{
			name: 'the-program-runs-without-its-tests',
			comment: 'What is served must not need what tests, benchmarks and scripts need.',
			severity: 'error',
			from: { path: '^(src|programme)/', pathNot: notTests },
			to: { path: '^(test|bench|scripts)/' }
		},
		{
			name: 'no-circles',
			comment: 'Two files that need each other are one file, or three.',
			severity: 'error',
			from: {},
			to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
		},
		{
			name: 'everything-resolves',
			comment: 'An import that resolves to nothing escapes every other rule.',
			severity: 'error',
			from: {},
			to: { couldNotResolve: true, pathNot: '^([$]app/|[.]/[$]types)' }
		}
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '[.](css|woff2)$' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['node', 'import', 'svelte', 'default', 'types'],
			mainFields: ['module', 'main', 'types'],
			extensions: ['.ts', '.js', '.svelte', '.json']
		}
	}
}
