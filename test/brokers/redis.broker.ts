import { describeVerdicts } from '../doors/verdict-suite.js';
import { describeForwarding } from '../microservices/forwarding-suite.js';
import { describeMessages } from '../microservices/message-suite.js';
import { redisTransport } from './broker-transports.js';

describeMessages('Redis', redisTransport);
describeForwarding('Redis', redisTransport);
describeVerdicts('Redis', redisTransport);
