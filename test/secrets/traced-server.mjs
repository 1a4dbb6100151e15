// An application on Express whose every request, call to AWS and error leaves a span. It tells its parent all of them.
import { createRequire } from 'node:module';
import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();
registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new AwsInstrumentation()] });

// Loaded after that: what is loaded is what gets traced.
const require = createRequire(import.meta.url);
const { GetObjectCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const express = require('express');
const { authenticated, createCastellan } = await import('castellan/express');
const { trace, SpanStatusCode } = require('@opentelemetry/api');

/** What a team writes that wants to see in its traces what went wrong. */
function traced(name, run) {
  return (request, response) =>
    trace.getTracer('application').startActiveSpan(name, async (span) => {
      try {
        span.setAttribute('caller', JSON.stringify(request.castellan.caller));
        response.json(await run(request));
      } catch (error) {
        span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
        throw error;
      } finally {
        span.end();
      }
    });
}

process.once('message', async (options) => {
  const castellan = createCastellan({ ...options, log: { debug() {}, warn() {}, error() {} } });
  const app = express();
  app.use(castellan.authenticate());
  app.use(castellan.require(authenticated()), castellan.credentials());
  const object = ({ params }) => ({ Bucket: params.bucket, Key: 'a' });
  app.get(
    '/save/:bucket',
    traced('save', async (request) => {
      const s3 = await request.aws.get(S3Client);
      await s3.send(new PutObjectCommand({ ...object(request), Body: 'text' }));
      const { ContentLength } = await s3.send(new GetObjectCommand(object(request)));
      return { ContentLength };
    }),
  );
  app.use((error, _request, _response, next) => {
    trace.getActiveSpan()?.recordException(error);
    next(error);
  });
  app.use(castellan.errorHandler());
  const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  process.on('message', () => {
    const spans = exporter
      .getFinishedSpans()
      .map(({ name, attributes, events, status, links }) => ({ name, attributes, events, status, links }));
    process.send({ spans });
  });
});
process.on('disconnect', () => process.exit());
