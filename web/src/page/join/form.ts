/** What is still missing before somebody can join; null: nothing. */
export function missing(of: { name: string; phone: string; agreed: boolean }): 'name' | 'phone' | 'consent' | null {
  if (of.name.trim() === '') return 'name';
  if (!/^[\d\s+()-]{5,20}$/.test(of.phone.trim()) || !/\d{5}/.test(of.phone.replace(/\D/g, ''))) return 'phone';
  return of.agreed ? null : 'consent';
}
