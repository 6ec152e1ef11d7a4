import { type Role, roles } from '#lib/roles.ts';

/** A role in a few words, for whoever gives it. */
export const roleWords: Record<Role, string> = {
  operator: 'finds people in the phonebook',
  analyst: 'also exports it and reads how the chatbot does',
  admin: 'also edits, imports, and manages this server',
};

export const roleOptions = roles.map((role) => ({ value: role, label: `${role}: ${roleWords[role]}` }));
