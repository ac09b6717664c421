export { Alike } from './alike.tsx';
export { Contact } from './contact.tsx';
export { FromCode } from './from-code.tsx';
export { Photos } from './photos.tsx';
export { Sent } from './sent.tsx';
