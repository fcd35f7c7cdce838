
# bash takes `status:act` and `name=Ac` apart at the colon and the equals sign; rolo needs them whole.
_rolo() {
    local line=$COMP_LINE typed=$2 before="" word reply end i n=-1
    local -a whole=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $n -lt 0 || $line == [[:space:]]* ]]; then
            n=$((n + 1))
            whole[n]=""
        fi
        line=${line#"${line%%[![:space:]]*}"}
        line=${line#"$word"}
        before=${whole[n]}
        whole[n]+=$word
    done
    if [[ $word == [=:]* && -z ${word//[=:]/} ]]; then
        before+=$word
        typed=""
    fi
    whole[n]=$before$typed
    local COMP_CWORD=$n
    local -a COMP_WORDS=("${whole[@]}")
    _clap_complete_rolo "$1" "${whole[n]}" "$3"
    for i in "${!COMPREPLY[@]}"; do
        reply=${COMPREPLY[i]}
        [[ $reply == "$before"* ]] && reply=${reply#"$before"}
        # An older bash is told the blank behind a word as a part of it.
        end=""
        [[ $reply == *" " ]] && end=" " && reply=${reply% }
        if [[ $typed != [\"\']* && $reply == *[[:space:]\"\'\(\)\&\;\<\>\|\\\$\`\!\*\?]* ]]; then
            printf -v reply %q "$reply"
        fi
        COMPREPLY[i]=$reply$end
    done
}
if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -o nospace -o bashdefault -o nosort -F _rolo rolo
else
    complete -o nospace -o bashdefault -F _rolo rolo
fi
