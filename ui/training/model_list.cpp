#include "ui/training/model_list.h"

#include "core/base/text.h"
#include "ui/theme.h"
#include "ui/training/confusion_view.h"
#include "ui/training/learner.h"
#include "ui/training/recipe_form.h"

#include <QDateTime>
#include <QEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QTreeView>

namespace creel {

namespace {

QString line(const QString& name, const QString& value)
{
    return QStringLiteral("<tr><td style='color:%1; padding-right:8px'>%2</td><td>%3</td></tr>")
        .arg(Theme::colours().mutedText.name(), name.toHtmlEscaped(), value.toHtmlEscaped());
}

QString stagesText(const Recipe& recipe)
{
    QStringList stages;
    for (const Stage& stage : recipe.stages) {
        if (stage.epochs > 0)
            stages.append(ModelList::tr("%1 × %2 px").arg(stage.epochs).arg(stage.side));
    }
    return stages.join(QStringLiteral(", "));
}

QString detailsHtml(const ModelRecord& model)
{
    const ModelInfo& info = model.info;
    QString html = QStringLiteral("<table>");
    const auto add = [&](const QString& name, const QString& value) {
        html += line(name, value);
    };
    if (info.valid) {
        add(ModelList::tr("Accuracy"), shareText(info.valid->accuracy));
        add(ModelList::tr("Macro-F1"), QString::number(info.valid->macroF1, 'f', 3));
        add(ModelList::tr("Tested on"), photoCountText(info.valid->photos));
        add(ModelList::tr("Calibration off by"),
            ModelList::tr("%1 %").arg(info.valid->calibrationError * 100, 0, 'f', 1));
    }
    if (info.test)
        add(ModelList::tr("Kept-apart part"), shareText(info.test->accuracy));
    if (info.splits) {
        add(ModelList::tr("Head alone, grouped"), shareText(info.splits->grouped));
        add(ModelList::tr("Head alone, random"), shareText(info.splits->random));
    }
    add(ModelList::tr("Trained on"), photoCountText(info.trainPhotos));
    add(ModelList::tr("Backbone"), backboneText(info.backbone));
    add(ModelList::tr("Weights"),
        info.weightsSource.isEmpty() ? ModelList::tr("from scratch") : info.weightsSource);
    add(ModelList::tr("Epochs"), stagesText(info.recipe));
    add(ModelList::tr("Abstains below"), ModelList::tr("%1 %").arg(qRound(info.abstainBelow * 100)));
    add(ModelList::tr("Made"),
        QLocale().toString(QDateTime::fromMSecsSinceEpoch(model.createdAt), QLocale::ShortFormat));
    html += QStringLiteral("</table>");
    if (!QFileInfo::exists(model.file))
        html += QStringLiteral("<p style='color:%1'>%2</p>")
                    .arg(Theme::colours().problem.name(),
                         ModelList::tr("Its file %1 is gone: it cannot predict any more.")
                             .arg(model.file)
                             .toHtmlEscaped());
    return html;
}

} // namespace

ModelList::ModelList(Learner& learner, QWidget* parent)
    : QWidget(parent)
    , m_learner(learner)
    , m_view(new QTreeView(this))
    , m_empty(new QLabel(tr("No model yet. Label some photos of each kind and press Train: the model that "
                            "comes of it is listed here and proposes labels for all other photos."),
                         this))
    , m_details(new QLabel)
    , m_confusion(new ConfusionView(nullptr))
{
    m_view->setModel(&m_models);
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setAccessibleName(tr("Models"));
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_view->header()->setSectionResizeMode(ModelItemModel::Name, QHeaderView::Stretch);
    m_view->setMinimumHeight(12 * Theme::gap);
    m_empty->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setMargin(2 * Theme::gap);
    m_details->setTextFormat(Qt::RichText);
    m_details->setWordWrap(true);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto* scroll = new QScrollArea(this);
    scroll->setAccessibleName(tr("The selected model"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    auto* contentLayout = new QVBoxLayout(content);
    contentLayout->setContentsMargins(2 * Theme::gap, Theme::gap, Theme::gap, Theme::gap);
    contentLayout->setSpacing(Theme::gap);
    contentLayout->addWidget(m_details);
    contentLayout->addWidget(m_confusion);
    contentLayout->addStretch(1);
    scroll->setWidget(content);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_empty);
    layout->addWidget(m_view, 1);
    layout->addWidget(makeButtons());
    layout->addWidget(scroll, 3);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &ModelList::showSelected);
    connect(&learner, &Learner::modelsChanged, this, &ModelList::fill);
    fill();
}

QWidget* ModelList::makeButtons()
{
    auto* holder = new QWidget(this);
    auto* layout = new QGridLayout(holder);
    layout->setContentsMargins(2 * Theme::gap, Theme::gap, Theme::gap, Theme::gap);
    layout->setSpacing(Theme::halfGap);
    int place = 0;
    const auto add = [&](const QString& text, const QString& tip, auto run) {
        auto* button = new QPushButton(text, holder);
        button->setToolTip(tip);
        layout->addWidget(button, place / 2, place % 2);
        ++place;
        connect(button, &QPushButton::clicked, this, run);
        return button;
    };
    m_current = add(tr("Make current"), tr("Show this model's predictions with the photos"), [this] {
        if (const ModelRecord* model = selected())
            m_learner.makeCurrent(model->id);
    });
    m_predict = add(tr("Predict"), tr("Let this model look at all photos that it has not seen yet"), [this] {
        if (const ModelRecord* model = selected())
            m_learner.predict(model->id);
    });
    m_rename = add(tr("Rename…"), tr("Give this model another name"), [this] { askName(); });
    m_remove = add(tr("Delete…"), tr("Forget this model and its predictions"), [this] { askRemoval(); });
    return holder;
}

const ModelRecord* ModelList::selected() const
{
    return m_models.model(m_view->currentIndex().row());
}

QString ModelList::details() const
{
    return m_details->text();
}

/// The newest is selected when it comes.
void ModelList::fill()
{
    const int before = m_models.rowCount();
    const ModelRecord* former = selected();
    const ModelId wanted = former ? former->id : ModelId();
    m_models.setModels(m_learner.models());
    const bool isEmpty = m_models.rowCount() == 0;
    m_empty->setVisible(isEmpty);
    m_view->setVisible(!isEmpty);
    m_current->parentWidget()->setVisible(!isEmpty);
    const int row = m_models.rowCount() > before ? 0 : std::max(0, m_models.rowOf(wanted));
    if (!isEmpty)
        m_view->setCurrentIndex(m_models.index(row, 0));
    showSelected();
}

void ModelList::showSelected()
{
    const ModelRecord* model = selected();
    m_details->setText(model ? detailsHtml(*model) : QString());
    m_confusion->setEvaluation(model ? model->info.valid : std::nullopt,
                               model ? model->info.classes : QStringList());
    m_current->setEnabled(model && !model->isCurrent);
    m_predict->setEnabled(model);
}

void ModelList::askName()
{
    const ModelRecord* model = selected();
    if (!model)
        return;
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename the model"));
    dialog->setLabelText(tr("Name"));
    dialog->setTextValue(model->name);
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, id = model->id](const QString& name) { m_learner.rename(id, name.simplified()); });
    dialog->open();
}

void ModelList::askRemoval()
{
    const ModelRecord* model = selected();
    if (!model)
        return;
    auto* box =
        new QMessageBox(QMessageBox::Question, tr("Delete the model"),
                        tr("Delete “%1” from this catalog?").arg(model->name), QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("Its predictions are deleted. Its file stays: %1").arg(model->file));
    QPushButton* remove = box->addButton(tr("Delete"), QMessageBox::DestructiveRole);
    connect(remove, &QPushButton::clicked, this, [this, id = model->id] { m_learner.remove(id); });
    box->open();
}

void ModelList::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        showSelected();
    QWidget::changeEvent(event);
}

} // namespace creel
