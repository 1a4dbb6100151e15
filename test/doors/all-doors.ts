import { EXPRESS_VERSIONS } from '../express/express-api.js';
import { SERVERS } from '../graphql/graphql-app.js';
import { tcpTransport } from '../microservices/transports.js';
import { PLATFORMS } from '../support/nest-app.js';
import { SOCKETS } from '../websockets/gateway-app.js';
import type { TestDoor, Verdict } from './door.js';
import { expressDoor } from './express.door.js';
import { graphqlDoor, graphqlWsDoor } from './graphql.doors.js';
import { lambdaAuthorizerDoor } from './lambda-authorizer.door.js';
import { lambdaDoor } from './lambda.door.js';
import { grpcDoor, messageDoor } from './message.doors.js';
import { nestDoor } from './nest.door.js';
import { nestPassportDoor, passportDoor } from './passport.doors.js';
import { webSocketDoor } from './web-socket.doors.js';

/** Every way into an application that needs no broker. */
export const newDoors = (): readonly TestDoor[] => [
  ...PLATFORMS.map(nestDoor),
  ...EXPRESS_VERSIONS.map(expressDoor),
  passportDoor(),
  nestPassportDoor(),
  lambdaDoor(),
  lambdaAuthorizerDoor(),
  ...SERVERS.map(graphqlDoor),
  ...SERVERS.map(graphqlWsDoor),
  ...SOCKETS.map(webSocketDoor),
  messageDoor('TCP', tcpTransport),
  grpcDoor(),
];

/** A verdict, without its challenge where the door has no place for one. */
export const seenAt = ({ challenges }: TestDoor, { challenge, ...verdict }: Verdict): Verdict => ({
  ...verdict,
  ...(challenges !== false && challenge !== undefined && { challenge }),
});
