/** Stands under what is not about how the command is written. */
export const ROUTES_HINT = 'See castellan routes --help.\n';

export const ROUTES_SYNOPSIS = `Usage: castellan routes [--json | --check FILE | --update FILE] APP
`;

export const ROUTES_USAGE = `${ROUTES_SYNOPSIS}
Says of every HTTP route, resolver field, gateway message and message pattern what it asks of its callers, who passes,
and which are unguarded. No provider is made: nothing connects, listens or reads the environment. The file itself is
executed, as by import: name one that defines the module, not one that starts a server.

  APP            the compiled file of the root module, such as ./dist/app.module.js; the module is its default export
                 or its only module class, or is named: ./dist/app.module.js#AppModule. A function that makes the
                 application is called: then its global prefix and its versions are in the paths
  --json         the table as JSON, one route a line
  --check FILE   compare with a file that --update wrote, and show what differs
  --update FILE  write the table to a file, to commit it
  --help         show this text

Exit codes:
  0  the table was shown or written, or it is the one of the file
  1  the table is not the one of the file, or whoever reads the output has gone
  2  the command is not written as above, or the application or the file cannot be read
`;
