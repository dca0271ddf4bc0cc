/**
 * Who may import whom (ARCHITECTURE.md draws it). Each room lists the folders that it
 * sees besides itself, its npm packages, and whether it may use Node. What a room does
 * not list is refused, so a new folder needs a row here before it can import anything.
 * `npm run check:imports` runs these rules through scripts/check-imports.mjs.
 */
const ANY = Symbol('any declared package')

const WORLD = ['src/kernel', 'src/rdt', 'src/wire', 'src/trace', 'src/sim', 'lossy-channel/weather']

const ROOMS = {
  'src/kernel': { npm: ['seedrandom'] },
  'src/rdt': { sees: ['src/kernel'] },
  'src/wire': { sees: ['src/kernel', 'src/rdt'] },
  'src/trace': { sees: ['src/kernel', 'src/rdt', 'src/wire'], npm: ['valibot'] },
  'src/sim': {
    sees: ['src/kernel', 'src/rdt', 'src/wire', 'src/trace', 'lossy-channel/weather']
  },
  'src/udp': {
    sees: ['src/kernel', 'src/rdt', 'src/wire', 'src/trace/event.ts'],
    npm: ['dgram-as-promised'],
    node: true
  },
  'src/chat': { sees: ['src/kernel', 'src/rdt'], npm: ['valibot'] },
  'src/dashboard': { sees: WORLD, npm: ['blessed'], node: true },
  'src/dashboard/model': { sees: WORLD, npm: ['get-east-asian-width'] },
  'src/web': { sees: WORLD },
  'src/cli': { sees: ['src', 'lossy-channel', 'labs'], npm: ANY, node: true },
  'lossy-channel': { sees: ['src/kernel'], npm: ['valibot'], node: true },
  'lossy-channel/weather': { sees: ['src/kernel'] },
  labs: {
    sees: ['src', 'lossy-channel', 'dist/src/rdt/author.'],
    not: ['src/cli'],
    npm: ANY,
    node: true
  },
  // Only the build runs this one, to write dist/trace.schema.json.
  'src/trace/published-schema.ts': {
    sees: ['src/trace'],
    npm: ['valibot', '@valibot/to-json-schema']
  }
}

const escaped = (path) => path.replace(/[.\\+*?^$()[\]{}|/]/g, '\\$&')

/** `src/kernel` is a folder; what holds a dot is a file, or the beginning of one. */
const under = (path) => `^${escaped(path)}${path.includes('.') ? '' : '/'}`

function roomRule([room, { sees = [], not = [], npm = [], node = false }]) {
  const within = Object.keys(ROOMS).filter((other) => other.startsWith(`${room}/`))
  const packages =
    npm === ANY ? ['^node_modules/'] : npm.map((name) => `^node_modules/(@types/)?${name}/`)
  const allowed = [room, ...sees].map(under)
  const banned = not.length > 0 ? `(?!${not.map((path) => under(path).slice(1)).join('|')})` : ''
  const npmWords = npm === ANY ? 'the packages of package.json' : npm.join(', ') || 'no package'
  return {
    name: `room ${room}`,
    severity: 'error',
    comment:
      `${room} may import ${[room, ...sees].join(', ')}` +
      `${not.length > 0 ? ` (not ${not.join(', ')})` : ''}; ${npmWords}; ${node ? 'Node' : 'nothing of Node'}`,
    from: { path: under(room), ...(within.length > 0 ? { pathNot: within.map(under) } : {}) },
    to: {
      pathNot: [...allowed.map((path) => path.replace('^', `^${banned}`)), ...packages],
      // What does not resolve has a rule of its own.
      couldNotResolve: false,
      ...(node ? { dependencyTypesNot: ['core'] } : {})
    }
  }
}

const OURS = '^(src|lossy-channel|labs|test|bench)/'
const PRODUCT = '^(src|lossy-channel|labs)/'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(ROOMS).map(roomRule),
    {
      name: 'cycle',
      severity: 'error',
      comment: 'imports go one way only, types included: move what both need to a third file',
      from: { path: OURS },
      to: { circular: true }
    },
    {
      name: 'unresolved',
      severity: 'error',
      comment: 'there is no such file or package',
      from: { path: OURS },
      to: { couldNotResolve: true }
    },
    {
      name: 'undeclared',
      severity: 'error',
      comment: 'the package is not in package.json',
      from: { path: OURS },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }
    },
    {
      name: 'build only',
      severity: 'error',
      comment:
        'src/trace/published-schema.ts needs a development dependency: only the build runs it',
      from: { path: PRODUCT },
      to: { path: '^src/trace/published-schema\\.ts$' }
    },
    {
      name: 'development',
      severity: 'error',
      comment: 'a development dependency is missing where the package is installed',
      from: { path: PRODUCT, pathNot: '^src/trace/published-schema\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] }
    }
  ],
  options: {
    doNotFollow: { path: ['^node_modules/', '^dist/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types']
    }
  }
}
