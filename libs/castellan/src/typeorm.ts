// `castellan/typeorm`: queries of TypeORM from the rules of a caller.

export { whereAccessible } from './typeorm/where-accessible.js';
