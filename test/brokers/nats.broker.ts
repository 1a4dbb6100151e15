import { describeVerdicts } from '../doors/verdict-suite.js';
import { describeForwarding } from '../microservices/forwarding-suite.js';
import { describeMessages } from '../microservices/message-suite.js';
import { natsTransport } from './broker-transports.js';

describeMessages('NATS', natsTransport);
describeForwarding('NATS', natsTransport);
describeVerdicts('NATS', natsTransport);
