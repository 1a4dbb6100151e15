import { describeForwarding } from './forwarding-suite.js';
import { describeMessages } from './message-suite.js';
import { tcpTransport } from './transports.js';

describeMessages('TCP', tcpTransport);
describeForwarding('TCP', tcpTransport);
