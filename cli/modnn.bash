# Completion of modnn for bash. Installed where bash-completion looks for it; by hand: source modnn.bash
# Commands and options are asked of the program itself, so that they are always its own.

_modnn_options() {
  "$@" --help 2>/dev/null | grep -oE -- '^ *(-[a-z],)?--[a-z-]+' | grep -oE -- '--[a-z-]+'
}

_modnn_commands() {
  "$1" --help 2>/dev/null | sed -n '/^Subcommands:/,$ s/^  \([a-z]\{1,\}\) .*/\1/p'
}

# The first column of a list; experiments have no heading, and partitions begin with their kind.
_modnn_names() {
  "$1" show "$2" 2>/dev/null | awk -v what="$2" '
    what == "partitions" {print $2; next}
    what == "experiments" {print $1; next}
    NF && !/^(model|platform|device|medium) / {print $1}' | sort -u
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
    --script | --weights) mapfile -t COMPREPLY < <(compgen -f -- "$word") && return ;;
    --set | --jobs | --shard | --shards | --point-timeout | --sbatch) return ;;
  esac
  if [[ $word == -* ]]; then
    local -a asked=("$program" "$command")
    [[ $command == calibrate ]] && ((COMP_CWORD > 2)) && asked+=("${COMP_WORDS[2]}")
    mapfile -t COMPREPLY < <(compgen -W "$(_modnn_options "${asked[@]}")" -- "$word")
    return
  fi
  case $command in
    show)
      local collections='models platforms devices media partitions experiments'
      if [[ $before == show ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$collections" -- "$word")
      else
        mapfile -t COMPREPLY < <(compgen -W "$(_modnn_names "$program" "$before")" -- "$word")
      fi
      ;;
    schema) mapfile -t COMPREPLY < <(compgen -W 'experiment platform device medium model plan published' -- "$word") ;;
    reference | explain) ;;
    calibrate)
      if [[ $before == calibrate ]]; then
        mapfile -t COMPREPLY < <(compgen -W 'device medium' -- "$word")
      else
        mapfile -t COMPREPLY < <(compgen -d -S / -- "$word"; compgen -f -- "$word")
      fi
      ;;
    calibrate)
      if [[ $before == calibrate ]]; then
        mapfile -t COMPREPLY < <(compgen -W 'device medium' -- "$word")
      else
        mapfile -t COMPREPLY < <(compgen -d -S / -- "$word"; compgen -f -- "$word")
      fi
      ;;
    merge | plot | compare | report) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    convert)
      mapfile -t COMPREPLY < <(
        compgen -d -S / -- "$word"
        for kind in json onnx cfg; do compgen -f -X "!*.$kind" -- "$word"; done
      )
      ;;
    run | check | plan | submit)
      mapfile -t COMPREPLY < <(
        compgen -d -S / -- "$word"
        compgen -f -X '!*.json' -- "$word"
        compgen -W "$(_modnn_names "$program" experiments)" -- "$word"
      )
      ;;
    *) mapfile -t COMPREPLY < <(compgen -d -S / -- "$word"; compgen -f -X '!*.json' -- "$word") ;;
  esac
}

complete -o filenames -F _modnn modnn
