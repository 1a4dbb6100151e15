/** Stands under what is not about how the command is written. */
export const EXPLAIN_HINT = 'See castellan explain --help.\n';

export const EXPLAIN_SYNOPSIS = `Usage: castellan explain --app APP --route ROUTE (--as FILE | --anonymous) [--subject FILE]
                         [--param NAME=VALUE]... [--header NAME=VALUE]... [--host HOST] [--body FILE] [--json]
`;

export const EXPLAIN_USAGE = `${EXPLAIN_SYNOPSIS}
Says step by step how a request would be decided: the token, each requirement, each rule of the policies that is about
the question and whether its conditions match, and what the caller would be answered. The providers of the application
are made, because its policies are among them, but it is not started: no hook runs and nothing listens. The file itself
is executed, as by import: name one that defines the module, not one that starts a server.

  --app APP            as in castellan routes: ./dist/app.module.js or ./dist/app.module.js#AppModule
  --route ROUTE        a route as castellan routes shows it, such as "PATCH /documents/:id"
  --as FILE            the caller, a JSON file: the claims of a token as they are decoded, or a principal such as
                       {"kind": "user", "username": "alice", "sub": "...", "groups": ["editors"]}
  --anonymous          a caller without a token
  --subject FILE       the instance that the route loads, a JSON file; without it there is no such instance
  --param NAME=VALUE   a route parameter, where a requirement reads it; once for each
  --header NAME=VALUE  a header, where a requirement reads it; once for each
  --host HOST          the host of the request, where a requirement reads it
  --body FILE          the body of the request, a JSON file, where a requirement reads it
  --json               the explanation as JSON
  --help               show this text

The token is not verified: its claims are taken as signed. What a file leaves open is filled in and said.

Exit codes:
  0  the handler would run
  1  the request would be refused, or whoever reads the output has gone
  2  the command is not written as above, or the application or a file cannot be read
`;
