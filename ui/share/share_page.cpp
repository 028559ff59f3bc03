#include "ui/share/share_page.h"

#include "ui/desk.h"
#include "ui/dialogs/message_line.h"
#include "ui/panels/page_parts.h"
#include "ui/share/model_export_form.h"
#include "ui/share/server_form.h"
#include "ui/share/server_view.h"
#include "ui/share/sharer.h"
#include "ui/theme.h"
#include "ui/training/learner.h"

#include <QFileInfo>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

namespace creel {

namespace {

const QString formSetting = QStringLiteral("share");

QVBoxLayout* makeBody(QWidget* body)
{
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(2 * Theme::gap, Theme::gap, Theme::gap, Theme::gap);
    layout->setSpacing(Theme::gap);
    return layout;
}

void addText(QVBoxLayout* layout, const QString& text)
{
    auto* label = new QLabel(text, layout->parentWidget());
    label->setWordWrap(true);
    layout->addWidget(label);
}

} // namespace

SharePage::SharePage(Desk& desk, Learner& learner, Sharer& sharer, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_learner(learner), m_sharer(sharer)
{
    auto* splitter = new QSplitter(this);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeServerColumn());
    m_view = new ServerView(sharer, nullptr);
    auto* middle = new QWidget(splitter);
    auto* middleLayout = new QVBoxLayout(middle);
    middleLayout->setContentsMargins(0, 0, 0, 0);
    middleLayout->setSpacing(0);
    const QString title = tr("Phones and programs");
    middleLayout->addWidget(makeHeading(title, middle));
    middleLayout->addWidget(scrolled(title, m_view), 1);
    splitter->addWidget(middle);
    splitter->addWidget(makeFilesColumn());
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({360, 600, 304});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    follow();
    update();
}

QWidget* SharePage::makeServerColumn()
{
    auto* column = new QWidget(this);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_form = new ServerForm(nullptr);
    m_serve = new QPushButton(column);
    m_serve->setObjectName(QStringLiteral("serve"));
    m_locked = new QLabel(tr("Stop the server to change this."), column);
    m_locked->setForegroundRole(QPalette::PlaceholderText);
    m_locked->setContentsMargins(2 * Theme::gap, Theme::gap, Theme::gap, 0);
    auto* run = new QHBoxLayout;
    run->setContentsMargins(2 * Theme::gap, Theme::gap, Theme::gap, 2 * Theme::gap);
    run->addWidget(m_serve);
    const QString title = tr("Server");
    layout->addWidget(makeHeading(title, column));
    layout->addWidget(scrolled(title, m_form), 1);
    layout->addWidget(m_locked);
    layout->addLayout(run);
    column->setMinimumWidth(m_form->minimumSizeHint().width() + 2 * Theme::gap); // and a scroll bar
    return column;
}

QWidget* SharePage::makeFilesColumn()
{
    auto* column = new QWidget(this);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeading(tr("Dataset"), column));
    layout->addWidget(makeDataset());
    layout->addSpacing(2 * Theme::gap);
    layout->addWidget(makeHeading(tr("Model file"), column));
    layout->addWidget(makeModelFile());
    layout->addStretch(1);
    return column;
}

QWidget* SharePage::makeDataset()
{
    auto* body = new QWidget(this);
    QVBoxLayout* layout = makeBody(body);
    addText(layout, tr("The photos with their labels and boxes, in a format that other programs read: YOLO, "
                       "COCO, Pascal VOC and more."));
    m_export = new QPushButton(tr("Export dataset…"), body);
    layout->addWidget(m_export, 0, Qt::AlignLeft);
    return body;
}

QWidget* SharePage::makeModelFile()
{
    auto* body = new QWidget(this);
    QVBoxLayout* layout = makeBody(body);
    addText(layout, tr("A model as other programs run it, with a page that says what it is and how good."));
    m_modelExport = new ModelExportForm(body);
    m_modelMessage = new MessageLine(body);
    m_modelMessage->hide();
    layout->addWidget(m_modelExport);
    layout->addWidget(m_modelMessage);
    return body;
}

void SharePage::follow()
{
    connect(m_serve, &QPushButton::clicked, this, &SharePage::toggle);
    connect(m_export, &QPushButton::clicked, this, &SharePage::exportRequested);
    connect(m_view, &ServerView::trainRequested, this, &SharePage::trainRequested);
    connect(m_view, &ServerView::embedRequested, this, [this] {
        m_view->setIsEmbedding(true);
        m_learner.embed(m_served);
    });
    connect(m_learner.jobs(), &JobRunner::finished, this,
            [this] { m_view->setIsEmbedding(m_learner.isBusy()); });
    connect(m_form, &ServerForm::changed, this, &SharePage::update);
    connect(m_form, &ServerForm::changedByHand, this,
            [this] { m_desk.setSetting(formSetting, m_form->state()); });
    connect(&m_desk, &Desk::opened, this,
            [this] { m_form->setState(m_desk.setting(formSetting).toObject()); });
    connect(&m_learner, &Learner::modelsChanged, this, [this] {
        m_form->setModels(m_learner.models());
        m_modelExport->setModels(m_learner.models(), QFileInfo(m_desk.catalogPath()).path());
    });
    followModelExport();
    connect(&m_sharer, &Sharer::changed, this, &SharePage::update);
}

void SharePage::followModelExport()
{
    connect(m_modelExport, &ModelExportForm::exportRequested, this,
            [this](const ModelExportRequest& request) {
                m_modelMessage->hide();
                m_learner.exportModel(request);
            });
    connect(&m_learner, &Learner::modelNotExported, this, [this](const QString& problem) {
        m_modelMessage->sayProblem(problem.isEmpty() ? tr("Stopped; nothing was written.") : problem);
        m_modelMessage->show();
    });
    connect(&m_desk, &Desk::opened, m_modelMessage, &QWidget::hide);
}

QString SharePage::modelMessage() const
{
    return m_modelMessage->isHidden() ? QString() : m_modelMessage->text();
}

void SharePage::toggle()
{
    const ModelRecord* model = m_form->model();
    if (m_sharer.state() != Sharer::State::Stopped || !model || !m_desk.isOpen())
        return m_sharer.stop();
    m_served = model->id;
    m_sharer.start(m_form->options(m_desk.catalogPath()), model->name);
}

/// Other programs make models too.
void SharePage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_learner.reloadModels();
}

void SharePage::update()
{
    using State = Sharer::State;
    const State state = m_sharer.state();
    m_view->setHasModel(m_form->model());
    m_form->setEnabled(state == State::Stopped);
    m_serve->setText(state == State::Stopped    ? tr("Start")
                     : state == State::Stopping ? tr("Stopping…")
                                                : tr("Stop"));
    m_serve->setEnabled(state != State::Stopped || m_form->model());
    m_locked->setVisible(state != State::Stopped);
    setFocusProxy(m_serve->isEnabled() ? m_serve : m_export);
}

} // namespace creel
