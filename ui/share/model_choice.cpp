#include "ui/share/model_choice.h"

namespace creel {

ModelChoice::ModelChoice(QWidget* parent) : QComboBox(parent)
{
    setAccessibleName(tr("Model"));
    setPlaceholderText(tr("No model yet"));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(this, &QComboBox::activated, this, [this] {
        if (const ModelRecord* chosen = model())
            m_wanted = chosen->isCurrent ? ModelId() : chosen->id;
    });
}

void ModelChoice::setModels(const QList<ModelRecord>& models)
{
    m_models = models;
    clear();
    ModelId current;
    for (auto model = m_models.crbegin(); model != m_models.crend(); ++model) { // the newest first
        addItem(model->isCurrent ? tr("%1 (current)").arg(model->name) : model->name, model->id.value());
        if (model->isCurrent)
            current = model->id;
    }
    if (findData(m_wanted.value()) < 0)
        m_wanted = {};
    setCurrentIndex(std::max(0, findData((m_wanted.isValid() ? m_wanted : current).value())));
    setEnabled(!m_models.isEmpty());
}

const ModelRecord* ModelChoice::model() const
{
    const auto found = std::ranges::find(m_models, ModelId(currentData().toLongLong()), &ModelRecord::id);
    return found == m_models.end() ? nullptr : &*found;
}

} // namespace creel
