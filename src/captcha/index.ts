export { type CaptchaText, randomCaptchaText } from './captcha-text.js';
export { checkCaptcha } from './check-captcha.js';
export { type CaptchaDeps, captchaRoutes } from './routes.js';
export { deleteOldCaptchas } from './store.js';
