/**
 * What Jest is given for a module of node_modules: the module as Node loads it. So Jest neither compiles packages nor
 * loads them anew for every spec file. Mocks still work, because Jest asks for them first.
 */
const { createHash } = require('node:crypto');

module.exports = {
  process: (_source, file) => ({ code: `module.exports = __loadPackage(${JSON.stringify(file)});` }),
  getCacheKey: (_source, file) => createHash('sha256').update(`1\0${file}`).digest('hex'),
};
