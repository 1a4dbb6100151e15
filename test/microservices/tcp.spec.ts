import { describeMessages } from './message-suite.js';
import { tcpTransport } from './transports.js';

describeMessages('TCP', tcpTransport);
