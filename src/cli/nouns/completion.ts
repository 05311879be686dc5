import { ok } from '../../core/result';
import { type Noun, verb } from '../noun';

const BASH = `# Completion of signalbox for bash.
_signalbox() {
  local value help current=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS=$'\\t' read -r value help; do
    if [[ $value == :file ]]; then
      compopt -o default
    elif [[ $value == "$current"* ]]; then
      COMPREPLY+=("$value")
    fi
  done < <("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _signalbox signalbox`;

const ZSH = `#compdef signalbox
# Completion of signalbox for zsh.
_signalbox() {
  local value help
  local -a found
  while IFS=$'\\t' read -r value help; do
    if [[ $value == :file ]]; then
      _files
    else
      found+=("\${value//:/\\\\:}\${help:+:$help}")
    fi
  done < <("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#found} )) && _describe -V signalbox found
}
if [[ $funcstack[1] == _signalbox ]]; then _signalbox "$@"; else compdef _signalbox signalbox; fi`;

const FISH = `# Completion of signalbox for fish.
function __signalbox_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] complete -- $words[2..-1] 2>/dev/null)
        if test "$line" = ':file'
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c signalbox -f -a '(__signalbox_complete)'`;

// An empty word cannot be handed to a program by every PowerShell (before 7.3, and always to batch files): --next stands for it.
const POWERSHELL = `# Completion of signalbox for PowerShell.
Register-ArgumentCompleter -Native -CommandName signalbox -ScriptBlock {
  param($word, $ast, $position)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.StartOffset -lt $position } |
    ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() } })
  $next = @(if ($word -eq '') { '--next' })
  $program = $ast.CommandElements[0].ToString()
  & $program complete $next -- $words 2>$null | Where-Object { $_ -ne ':file' } | ForEach-Object {
    $value, $help = $_ -split "\`t", 2
    $shown = if ($help) { $help } else { $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $shown)
  }
}`;

const SHELLS = [
  { name: 'bash', script: BASH, example: 'source <(signalbox completion bash)' },
  { name: 'zsh', script: ZSH, example: 'source <(signalbox completion zsh)' },
  { name: 'fish', script: FISH, example: 'signalbox completion fish > ~/.config/fish/completions/signalbox.fish' },
  {
    name: 'powershell',
    script: POWERSHELL,
    example: 'signalbox completion powershell | Out-String | Invoke-Expression',
  },
] as const;

export const completion: Noun = {
  name: 'completion',
  summary: 'a script that lets your shell complete nouns, verbs, options, tasks and boards',
  verbs: SHELLS.map(({ name, script, example }) =>
    verb({
      name,
      summary: `The script for ${name}.`,
      examples: [example],
      run: async () => ok({ data: { shell: name, script }, text: script }),
    }),
  ),
};
