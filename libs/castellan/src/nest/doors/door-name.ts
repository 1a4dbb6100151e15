/** A way into the application that Castellan guards only where the option `doors` has it. */
export type UnguardedDoor = 'microservices' | 'websockets';
