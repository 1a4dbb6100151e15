/**
 * Jest runs everything as CommonJS, because native ESM in Jest cannot load a CommonJS package that requires
 * an ESM-only one on Node 20. Packages of node_modules that are ESM are compiled; all others pass through.
 */
const { existsSync, readFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
const path = require('node:path');
const swcJest = require('@swc/jest');

const swc = swcJest.createTransformer({
  jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } },
  module: { type: 'commonjs' },
  sourceMaps: false,
});
const moduleTypes = new Map();

function isEsmFolder(folder) {
  let known = moduleTypes.get(folder);
  if (known === undefined) {
    const manifest = path.join(folder, 'package.json');
    const parent = path.dirname(folder);
    if (existsSync(manifest)) known = JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
    else known = parent !== folder && isEsmFolder(parent);
    moduleTypes.set(folder, known);
  }
  return known;
}

module.exports = {
  process(source, file, options) {
    return isEsmFolder(path.dirname(file)) ? swc.process(source, file, options) : { code: source };
  },
  getCacheKey(source, file) {
    return createHash('sha256').update(`1\0${file}\0${source}`).digest('hex');
  },
};
