import { describeVerdicts } from '../doors/verdict-suite.js';
import { describeForwarding } from '../microservices/forwarding-suite.js';
import { describeMessages } from '../microservices/message-suite.js';
import { mqtt3Transport, mqtt5Transport } from './broker-transports.js';

describeMessages('MQTT 3.1.1', mqtt3Transport);
describeForwarding('MQTT 3.1.1', mqtt3Transport);
describeMessages('MQTT 5', mqtt5Transport);
describeForwarding('MQTT 5', mqtt5Transport);
describeVerdicts('MQTT 3.1.1', mqtt3Transport);
describeVerdicts('MQTT 5', mqtt5Transport);
