# Completion of modnn for bash. Installed where bash-completion looks for it; by hand: source modnn.bash
# Commands and options are asked of the program itself, so that they are always its own.

_modnn_options() {
  "$1" ${2:+"$2"} --help 2>/dev/null | grep -oE -- '^ *(-[a-z],)?--[a-z-]+' | grep -oE -- '--[a-z-]+'
}

_modnn_commands() {
  "$1" --help 2>/dev/null | sed -n '/^Subcommands:/,$ s/^  \([a-z]\{1,\}\) .*/\1/p'
}

_modnn() {
  local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local command=
  ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]}
  COMPREPLY=()
  if [[ -z $command ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_modnn_commands "$program") --help --version" -- "$word")
    return
  fi
  case $before in
    --engine) mapfile -t COMPREPLY < <(compgen -W 'local slurm' -- "$word") && return ;;
    --output) mapfile -t COMPREPLY < <(compgen -d -- "$word") && return ;;
    --script) mapfile -t COMPREPLY < <(compgen -f -- "$word") && return ;;
    --set | --jobs | --shard | --shards | --point-timeout | --sbatch) return ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_modnn_options "$program" "$command")" -- "$word")
    return
  fi
  case $command in
    show)
      local collections='models platforms partitions experiments'
      if [[ $before == show ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$collections" -- "$word")
      else
        mapfile -t COMPREPLY < <(compgen -W "$("$program" show "$before" 2>/dev/null | awk 'NR > 1 {print $1}')" -- "$word")
      fi
      ;;
    merge | plot) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    *) mapfile -t COMPREPLY < <(compgen -d -S / -- "$word"; compgen -f -X '!*.json' -- "$word") ;;
  esac
}

complete -o filenames -F _modnn modnn
