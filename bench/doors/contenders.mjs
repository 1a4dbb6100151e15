/** The doors, and how calls come through each. `quick` ones are measured in a quick run as well. */
export const DOORS = {
  express: { label: 'Express 5 without Nest', client: 'http', quick: true },
  nestExpress: { label: 'Nest on Express', client: 'http' },
  nestFastify: { label: 'Nest on Fastify', client: 'http' },
  passport: { label: 'Passport on Express: authentication only', client: 'http' },
  graphql: { label: 'GraphQL, Apollo on Express', client: 'graphql' },
  ws: { label: 'a message over `ws`, connection open', client: 'ws' },
  tcp: { label: 'a message by TCP', client: 'tcp' },
  grpc: { label: 'a call of gRPC', client: 'grpc' },
  lambda: { label: 'a Lambda handler, in the process itself', client: 'lambda', quick: true },
};
