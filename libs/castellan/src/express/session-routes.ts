import { ConfigurationError } from '../errors/index.js';
import { readForm } from '../http/form.js';
import type { SessionAnswer } from '../http/session-source.js';
import type { CastellanParts } from '../setup/castellan-parts.js';
import type { ExpressRequest, Middleware } from './exchange.js';

/**
 * Answers the routes of sessions, and lets every other request go on.
 *
 * @throws ConfigurationError without the option `sessions`.
 */
export function serveSessionRoutes(parts: CastellanParts): Middleware {
  const { sessions } = parts.options;
  if (sessions === undefined) {
    throw new ConfigurationError(
      'castellan.sessionRoutes() needs the option sessions: new BrowserSessions({ ... }), with BrowserSessions of ' +
        'castellan/user-pool.',
    );
  }
  return (request, response, next) => {
    const { method = '', url = '', rawHeaders } = request;
    const [path] = url.split('?', 1);
    const route = sessions.routes.find((one) => one.method === method && one.path === path);
    if (route === undefined) {
      next();
      return;
    }
    const { body } = request as ExpressRequest;
    const answering = parts
      .ready()
      .then(() => route.handle({ method, target: url, rawHeaders, readForm: () => readForm(request, body) }));
    answering
      .then((answer: SessionAnswer) => {
        // Something of the application was faster, such as a time limit.
        if (response.headersSent) return;
        response.writeHead(answer.status, {
          ...answer.headers,
          ...(answer.setCookies.length > 0 && { 'set-cookie': [...answer.setCookies] }),
        });
        response.end(answer.body);
      })
      .catch(next);
  };
}
