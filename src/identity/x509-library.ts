// The library needs this when it is loaded.
import 'reflect-metadata';

export * as x509 from '@peculiar/x509';
