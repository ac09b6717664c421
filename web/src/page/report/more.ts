/** What the report page has beyond where, what and send: one chunk of its own, kept for when there is no network. */
const part = () => import('./more/more.ts');

export const more = {
  fromCode: () => part().then((m) => m.FromCode),
  alike: () => part().then((m) => m.Alike),
  photos: () => part().then((m) => m.Photos),
  contact: () => part().then((m) => m.Contact),
  sent: () => part().then((m) => m.Sent),
};
