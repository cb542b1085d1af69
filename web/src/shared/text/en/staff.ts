/** The staff's pages. */
export const staff = {
  signIn: {
    heading: "Sign in",
    email: "E-mail",
    password: "Password",
    submit: "Sign in",
    busy: "Signing in…",
    wrong: "The e-mail address or the password is wrong.",
    tooOften: "Too many attempts. Wait a minute, then sign in again.",
    emailMissing: "Enter your e-mail address",
    emailWrong: "This is not a whole e-mail address",
    passwordMissing: "Enter your password",
    expired: "Your session has ended. Sign in to go on.",
    signedOut: "You are signed out.",
    show: "Show",
    hide: "Hide",
  },
};
