/**
 * The layers: errors <- tokens <- policies, credentials <- nest | express | passport | testing | cli <- src.
 * A rule names what a folder may never import, so that every new folder starts with the core's own limits.
 */
const SOURCE = '^libs/castellan/src/';
const ADAPTERS =
  '(nest|express|passport|lambda|testing|cli|mongodb|otel|prisma|redis|terminus|typeorm|user-pool|triggers)';

const never = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Data flows one way.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'Every import resolves.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-dependencies-in-libraries',
      comment: 'A library imports only what its own manifest declares as a dependency or a peer.',
      severity: 'error',
      from: { path: '^libs/[^/]+/src/', pathNot: '[.]spec(-helper)?[.]ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
    never('errors-import-nothing', 'errors is the lowest layer.', `${SOURCE}errors/`, `${SOURCE}(?!errors/)`),
    never(
      'tokens-import-errors-only',
      'tokens stands on errors.',
      `${SOURCE}tokens/`,
      `${SOURCE}(?!errors/|tokens/)`,
    ),
    never(
      'policies-import-tokens-only',
      'policies stands on tokens and errors.',
      `${SOURCE}policies/`,
      `${SOURCE}(?!errors/|tokens/|policies/)`,
    ),
    never(
      'credentials-import-tokens-only',
      'credentials stands on tokens and errors.',
      `${SOURCE}credentials/`,
      `${SOURCE}(?!errors/|tokens/|credentials/)`,
    ),
    never(
      'decisions-import-policies-only',
      'decisions stands on policies, tokens and errors, and nothing of the core on it.',
      `${SOURCE}decisions/`,
      `${SOURCE}(?!errors/|tokens/|policies/|decisions/)`,
    ),
    never(
      'core-knows-no-framework',
      'The core runs without Nest, Express and Passport.',
      `${SOURCE}(errors|tokens|policies|credentials|decisions|core[.]ts)`,
      `(${SOURCE}${ADAPTERS}/|node_modules/(@nestjs|express|passport|passport-jwt|rxjs|reflect-metadata)/)`,
    ),
    never(
      'http-and-setup-know-no-framework',
      'What adapters share is of none of them.',
      `${SOURCE}(http|setup|policy-classes)/`,
      `(${SOURCE}${ADAPTERS}/|node_modules/(@nestjs|express|passport|passport-jwt|rxjs|reflect-metadata)/)`,
    ),
    never(
      'doors-without-nest',
      'Express, Passport and Lambda need no Nest.',
      `${SOURCE}(express|passport|lambda)(/|[.]ts$)`,
      `(${SOURCE}nest/|node_modules/(@nestjs|rxjs|reflect-metadata)/)`,
    ),
    {
      name: 'aws-sdk-under-credentials-only',
      comment: 'The AWS SDK is imported only under credentials/ and user-pool/.',
      severity: 'error',
      from: { path: SOURCE, pathNot: `${SOURCE}(credentials|user-pool)/` },
      to: { path: 'node_modules/(@aws-sdk|@smithy)/' },
    },
    {
      name: 'optional-peers-in-their-own-folder',
      comment: 'An optional peer is loaded only by the adapter it is for.',
      severity: 'error',
      from: { path: SOURCE, pathNot: `${SOURCE}(otel|redis|terminus|typeorm)` },
      to: { path: 'node_modules/(@opentelemetry|@redis|@nestjs/terminus|typeorm)/' },
    },
    never(
      'peers-of-user-pools-in-their-own-folder',
      'Only user pools need OpenID and SRP clients.',
      `${SOURCE}(?!user-pool/)`,
      'node_modules/(openid-client|cognito-srp-helper)/',
    ),
    never(
      'swagger-in-its-own-folder',
      'Only the ready-made controller is described for @nestjs/swagger.',
      `${SOURCE}(?!nest/user-pool/)`,
      'node_modules/@nestjs/swagger/',
    ),
    {
      name: 'microservices-in-their-own-folder',
      comment: 'Nest without microservices runs without their packages.',
      severity: 'error',
      from: { path: SOURCE, pathNot: `${SOURCE}nest/microservices/` },
      to: { path: 'node_modules/(@nestjs/microservices|@grpc|@nats-io)/' },
    },
    {
      name: 'microservices-by-their-own-entry',
      comment: 'The main entry never loads what needs @nestjs/microservices.',
      severity: 'error',
      from: { path: SOURCE, pathNot: `${SOURCE}(nest/microservices/|microservices[.]ts)` },
      to: { path: `${SOURCE}nest/microservices/` },
    },
    {
      name: 'adapters-stand-apart',
      comment: 'An adapter does not import another. User pools are none: frameworks adapt them.',
      severity: 'error',
      from: { path: `${SOURCE}${ADAPTERS}/` },
      to: { path: `${SOURCE}${ADAPTERS}/`, pathNot: `${SOURCE}($1|user-pool)/` },
    },
    never(
      'user-pools-know-no-framework',
      'User pools run without Nest, Express and Passport.',
      `${SOURCE}user-pool/`,
      'node_modules/(@nestjs|express|passport|passport-jwt|rxjs|reflect-metadata)/',
    ),
    never(
      'framework-knows-no-sandbox',
      'castellan never imports its sandbox.',
      '^libs/castellan/src/(?!.*[.]spec(-helper)?[.]ts$)',
      '(^libs/sandbox/|castellan-sandbox)',
    ),
    never(
      'sandbox-knows-no-framework',
      'The sandbox is an independent implementation.',
      '^libs/sandbox/src/(?!.*[.]spec(-helper)?[.]ts$)',
      '(^libs/castellan/|node_modules/castellan)',
    ),
    never(
      'triggers-need-no-package',
      'Cognito waits five seconds for a trigger: its function loads nothing but errors and the list of claims.',
      `${SOURCE}triggers(/|[.]ts$)`,
      `(${SOURCE}(?!errors/|tokens/declared-claims[.]ts|triggers/)|node_modules/)`,
    ),
    never('libraries-know-no-application', 'A library never imports the sample app.', '^libs/', '^src/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The builds of the workspace alone: many packages are published from a dist/ of their own.
    exclude: { path: '(^libs/[^/]+/dist/|[.]spec(-helper)?[.]ts$)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['main', 'types'],
    },
  },
};
