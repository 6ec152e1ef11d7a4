import 'server-only';
import type { Permission, Scope } from '#lib/roles.ts';

/**
 * What a surface asks for: a permission of a signed-in person, a scope of an API key, nothing (`public`), or that it is
 * not there for anybody (`closed`). `account.own` is what everyone has who is signed in.
 */
export type Access = Permission | Scope | 'public' | 'closed';

// Every way into the product, by what it asks for. The matrix test finds the surfaces in the build and calls each one
// as nobody, as every role and with keys; a surface that no row names fails it, and so does a row without a surface.

/** Pages, by route. */
export const pageAccess: Record<string, Access> = {
  '/login': 'public',
  '/setup': 'public',
  '/reset/[token]': 'public',
  '/': 'home.read',
  '/account': 'account.own',
  '/settings': 'settings.edit',
  '/settings/audit': 'audit.read',
  '/settings/health': 'health.read',
  '/settings/keys': 'keys.read',
  '/settings/roles': 'roles.read',
  '/settings/users': 'users.read',
};

/** Server actions, by file and export. */
export const actionAccess: Record<string, Access> = {
  'server/account/actions.ts#signInAction': 'public',
  'server/account/actions.ts#verifyCodeAction': 'public',
  'server/account/actions.ts#claimSetupAction': 'public',
  'server/account/actions.ts#takeLinkAction': 'public',
  'server/account/actions.ts#signOutAction': 'public',
  'server/account/actions.ts#confirmPasswordAction': 'account.own',
  'server/account/actions.ts#changePasswordAction': 'account.own',
  'server/account/actions.ts#startSecondFactorAction': 'account.own',
  'server/account/actions.ts#finishSecondFactorAction': 'account.own',
  'server/account/actions.ts#stopSecondFactorAction': 'account.own',
  'server/account/actions.ts#renewRecoveryCodesAction': 'account.own',
  'server/account/actions.ts#revokeOwnSessionAction': 'account.own',
  'server/account/actions.ts#revokeOtherSessionsAction': 'account.own',
  'server/account/actions.ts#savePreferencesAction': 'account.own',
  'server/phonebook/palette/actions.ts#searchPeopleAction': 'phonebook.read',
  'server/settings/actions.ts#saveSettingsAction': 'settings.edit',
  'server/settings/keys/actions.ts#createKeyAction': 'keys.edit',
  'server/settings/keys/actions.ts#revokeKeyAction': 'keys.edit',
  'server/settings/users/actions.ts#inviteUserAction': 'users.edit',
  'server/settings/users/actions.ts#makeResetLinkAction': 'users.edit',
  'server/settings/users/actions.ts#changeRoleAction': 'users.edit',
  'server/settings/users/actions.ts#banUserAction': 'users.edit',
  'server/settings/users/actions.ts#unbanUserAction': 'users.edit',
  'server/settings/users/actions.ts#deleteUserAction': 'users.edit',
  'server/settings/users/actions.ts#removeSecondFactorAction': 'users.edit',
  'server/settings/users/actions.ts#revokeUserSessionsAction': 'users.edit',
};

/** Route handlers, by method and route. HEAD goes with GET. */
export const routeAccess: Record<string, Access> = {
  'GET /icon.svg': 'public',
  'POST /api/csp-report': 'public',
  'GET /api/lamps': 'lamps.read',
  'GET /api/health': 'public',
  'GET /api/health/detailed': 'public',
  'GET /api/openapi.json': 'public',
  'GET /api/phonebook/health': 'public',
  'GET /api/phonebook/search': 'phonebook:read',
  'GET /api/phonebook/stats': 'phonebook:read',
  'GET /api/phonebook/department/[department]': 'phonebook:read',
  'GET /api/phonebook/designation/[designation]': 'phonebook:read',
  'GET /api/phonebook/email/[email]': 'phonebook:read',
  'GET /api/phonebook/employee/[employee_id]': 'phonebook:read',
  'GET /api/phonebook/mobile/[mobile]': 'phonebook:read',
  'GET /api/analytics/history': 'analytics:read',
  'GET /api/analytics/most-asked': 'analytics:read',
  'GET /api/analytics/performance': 'analytics:read',
  'GET /api/analytics/unanswered': 'analytics:read',
  'GET /settings/audit/export': 'audit.read',
  // Its own table below says which of its paths are open.
  'GET /api/auth/[...all]': 'closed',
  'POST /api/auth/[...all]': 'closed',
};

/** Paths that our server answers before Next, by method and path. */
export const listenerAccess: Record<string, Access> = {
  'GET /livez': 'public',
  'GET /readyz': 'public',
  'GET /metrics': 'metrics:read',
  'POST /api/conversations': 'conversations:write',
  'DELETE /api/conversations/{event_id}': 'conversations:write',
};

/** The sign-in library's endpoints below /api/auth, by their names in its code. */
export const authEndpointAccess: Record<string, Access> = {
  signOut: 'public',
  signInSocial: 'closed',
  callbackOAuth: 'closed',
  getSession: 'closed',
  signUpEmail: 'closed',
  signInEmail: 'closed',
  resetPassword: 'closed',
  verifyPassword: 'closed',
  verifyEmail: 'closed',
  sendVerificationEmail: 'closed',
  changeEmail: 'closed',
  changePassword: 'closed',
  setPassword: 'closed',
  updateSession: 'closed',
  updateUser: 'closed',
  deleteUser: 'closed',
  requestPasswordReset: 'closed',
  requestPasswordResetCallback: 'closed',
  listSessions: 'closed',
  revokeSession: 'closed',
  revokeSessions: 'closed',
  revokeOtherSessions: 'closed',
  linkSocialAccount: 'closed',
  listUserAccounts: 'closed',
  deleteUserCallback: 'closed',
  unlinkAccount: 'closed',
  refreshToken: 'closed',
  getAccessToken: 'closed',
  accountInfo: 'closed',
  generateTOTP: 'closed',
  getTOTPURI: 'closed',
  verifyTOTP: 'closed',
  sendTwoFactorOTP: 'closed',
  verifyTwoFactorOTP: 'closed',
  verifyBackupCode: 'closed',
  generateBackupCodes: 'closed',
  viewBackupCodes: 'closed',
  enableTwoFactor: 'closed',
  disableTwoFactor: 'closed',
  setRole: 'closed',
  getUser: 'closed',
  createUser: 'closed',
  adminUpdateUser: 'closed',
  listUsers: 'closed',
  listUserSessions: 'closed',
  unbanUser: 'closed',
  banUser: 'closed',
  impersonateUser: 'closed',
  stopImpersonating: 'closed',
  revokeUserSession: 'closed',
  revokeUserSessions: 'closed',
  removeUser: 'closed',
  setUserPassword: 'closed',
  userHasPermission: 'closed',
  ok: 'closed',
  error: 'closed',
};
