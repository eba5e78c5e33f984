# What one would type: papermill, and nbconvert for each form. $1: input, $2: output, $3: the folder of the notebooks.
set -eu
input=$1 output=$2 notebooks=$3
shift 3
for team in "$@"; do
    papermill --no-progress-bar --cwd "$notebooks" -f "$input/$team.yaml" "$input/$team.ipynb" "$output/$team.ipynb"
    for form in html reviewbook-pdf reviewbook-xlsx; do
        jupyter nbconvert --to "$form" --output "$team" "$output/$team.ipynb"
    done
done
