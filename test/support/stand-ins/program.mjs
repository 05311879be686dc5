// A stand-in for a command line that is only asked who it is: `--says TEXT`, `--signed-out`, `--hang`, `--crash`.
import fs from 'node:fs';

const args = process.argv.slice(2);
if (args.includes('--hang')) setInterval(() => {}, 1000);
else if (args.includes('--crash')) {
  fs.writeSync(2, 'Error: cannot find module "everything"\n    at Module.load (x.js:1:1)\n');
  process.exit(1);
} else if (args.includes('--version')) fs.writeSync(1, `${args[args.indexOf('--says') + 1]}\n`);
else if (args.includes('auth')) fs.writeSync(1, JSON.stringify({ loggedIn: !args.includes('--signed-out') }));
else if (args.includes('login')) {
  fs.writeSync(2, args.includes('--signed-out') ? 'Not logged in\n' : 'Logged in using an API key\n');
  process.exit(args.includes('--signed-out') ? 1 : 0);
}
