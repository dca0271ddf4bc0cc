import test from 'ava'
import { chooseTheme } from '../../src/cli/theme-option.js'

test('the theme: as asked, none with NO_COLOR, light where the terminal says so, or dark', (t) => {
  t.is(chooseTheme(undefined, {}), 'dark')
  t.is(chooseTheme(undefined, { NO_COLOR: '' }), 'dark')
  t.is(chooseTheme(undefined, { NO_COLOR: '1', COLORFGBG: '0;15' }), 'mono')
  t.is(chooseTheme(undefined, { COLORFGBG: '0;15' }), 'light')
  t.is(chooseTheme(undefined, { COLORFGBG: '15;default;0' }), 'dark')
  t.is(chooseTheme('light', { NO_COLOR: '1' }), 'light')
  t.throws(() => chooseTheme('lihgt', {}), { message: /--theme: .*did you mean light\?/ })
  t.throws(() => chooseTheme('pink', {}), { message: /write dark, light, mono/ })
})
