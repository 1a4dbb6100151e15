import { describeForwarding } from '../microservices/forwarding-suite.js';
import { describeMessages } from '../microservices/message-suite.js';
import { rabbitTransport } from './broker-transports.js';

describeMessages('RabbitMQ', rabbitTransport);
describeForwarding('RabbitMQ', rabbitTransport);
