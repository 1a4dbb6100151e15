// `castellan/mongodb`: queries of MongoDB and Mongoose from the rules of a caller.

export { mongoCollection } from './mongodb/mongo-collection.js';
export type { MongoCollection, MongoFields, MongoFieldType } from './mongodb/mongo-collection.js';
export { mongoQuery } from './mongodb/mongo-query.js';
export { mongooseCollection } from './mongodb/mongoose-collection.js';
export type { MongooseSchema } from './mongodb/mongoose-collection.js';
