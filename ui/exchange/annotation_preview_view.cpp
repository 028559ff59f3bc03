#include "ui/exchange/annotation_preview_view.h"

#include "core/base/text.h"
#include "ui/dialogs/label_name_delegate.h"
#include "ui/dialogs/message_line.h"
#include "ui/exchange/finding_list_view.h"
#include "ui/exchange/table_setup.h"
#include "ui/job_strip.h"
#include "ui/theme.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace creel {

namespace {

QString detailsText(const AnnotationPreview& preview)
{
    using View = AnnotationPreviewView;
    const AnnotationSummary& summary = preview.summary;
    QStringList parts;
    const auto add = [&](qint64 count, const QString& text) {
        if (count > 0)
            parts.append(text.arg(numberText(count)));
    };
    add(preview.photosKnown, View::tr("%1 in the catalog"));
    add(summary.photosImported, View::tr("%1 new"));
    add(summary.photosMissing, View::tr("%1 not found"));
    QString text = View::tr("Photos: %1.").arg(parts.join(QLatin1String(", ")));
    parts.clear();
    add(summary.boxesKnown, View::tr("boxes known already: %1"));
    add(summary.boxesReplaced, View::tr("boxes replaced: %1"));
    add(summary.boxesInConflict, View::tr("boxes that disagree and stay out: %1"));
    add(summary.labelsReplaced, View::tr("decisions replaced: %1"));
    add(summary.labelsInConflict, View::tr("decisions that disagree and stay out: %1"));
    add(summary.notesTaken, View::tr("notes: %1"));
    add(summary.partsGiven, View::tr("photos given their part: %1"));
    if (parts.isEmpty())
        return text;
    QString rest = parts.join(QLatin1String(", "));
    rest[0] = rest[0].toUpper();
    return text + QLatin1Char(' ') + rest + QLatin1Char('.');
}

QString summaryLine(const AnnotationSummary& summary)
{
    using View = AnnotationPreviewView;
    QStringList parts;
    if (summary.boxesAdded > 0)
        parts.append(boxCountText(summary.boxesAdded));
    if (summary.photosLabelled > 0)
        parts.append(View::tr("labels of %1").arg(photoCountText(summary.photosLabelled)));
    if (summary.photosRejected > 0)
        parts.append(View::tr("rejections of %1").arg(photoCountText(summary.photosRejected)));
    if (parts.isEmpty() && summary.photosImported > 0)
        return View::tr("%1 will come in, and nothing is said of them.")
            .arg(photoCountText(summary.photosImported));
    if (parts.isEmpty())
        return View::tr("There is nothing new to take in.");
    const QString last = parts.takeLast();
    return View::tr("%1 will come in.")
        .arg(parts.isEmpty() ? last : View::tr("%1 and %2").arg(parts.join(QLatin1String(", ")), last));
}

} // namespace

AnnotationPreviewView::AnnotationPreviewView(QWidget* parent)
    : QWidget(parent)
    , m_summary(new QLabel(this))
    , m_details(new QLabel(this))
    , m_table(new QTableView(this))
    , m_findings(new FindingListView(this))
    , m_message(new MessageLine(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    QFont bold = m_summary->font();
    bold.setWeight(QFont::DemiBold);
    m_summary->setFont(bold);
    m_summary->setAccessibleName(tr("What will come in"));
    m_details->setWordWrap(true);
    m_details->setAccessibleName(tr("How it fits the catalog"));
    setUpClasses();
    layout->addWidget(m_summary);
    layout->addWidget(m_details);
    layout->addWidget(m_table, 3);
    layout->addWidget(m_findings, 2);
    layout->addWidget(m_message);
    connect(&m_classes, &ClassMappingItemModel::refused, this,
            [this](const QString& message) { m_message->sayProblem(message); });
}

void AnnotationPreviewView::setUpClasses()
{
    setUpTable(m_table, &m_classes, tr("Label of each class"));
    m_table->setItemDelegateForColumn(ClassMappingItemModel::LabelColumn,
                                      new LabelNameDelegate(&m_labelNames, this));
    m_table->setEditTriggers(QAbstractItemView::EditTriggers(QAbstractItemView::AllEditTriggers) &
                             ~QAbstractItemView::CurrentChanged);
    m_table->setToolTip(tr("Type a label, a new one too, or leave it empty to leave the class out (F2)"));
    QHeaderView* const header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setMinimumSectionSize(9 * Theme::gap);
    header->setSectionResizeMode(ClassMappingItemModel::ClassColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(ClassMappingItemModel::LabelColumn, QHeaderView::Stretch);
    // Whatever is typed anywhere in a line is its label.
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid() && current.column() != ClassMappingItemModel::LabelColumn)
                    m_table->selectionModel()->setCurrentIndex(
                        current.siblingAtColumn(ClassMappingItemModel::LabelColumn),
                        QItemSelectionModel::NoUpdate);
            });
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    const auto add = [this](const QString& text, int key, void (ClassMappingItemModel::*change)(int)) {
        auto* action = new QAction(text, m_table);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        m_table->addAction(action);
        connect(action, &QAction::triggered, this, [this, change] { eachSelected(change); });
    };
    add(tr("Leave out"), Qt::Key_Delete, &ClassMappingItemModel::leaveOut);
    add(tr("Take in under its own name"), Qt::Key_Insert, &ClassMappingItemModel::takeIn);
}

void AnnotationPreviewView::eachSelected(void (ClassMappingItemModel::*change)(int row))
{
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        (m_classes.*change)(index.row());
}

void AnnotationPreviewView::setLabels(const QList<Label>& labels)
{
    QStringList names;
    for (const Label& label : labels)
        names.append(label.name);
    m_labelNames.setStringList(names);
    m_classes.setLabels(labels);
}

void AnnotationPreviewView::showPreview(const AnnotationPreview& preview)
{
    const bool isAnyThere = preview.summary.photos > 0;
    m_summary->setText(isAnyThere ? summaryLine(preview.summary) : tr("None of the photos was found."));
    m_details->setText(detailsText(preview));
    m_classes.setClasses(preview.classes);
    using Class = AnnotationPreview::Class;
    const auto isAnyCounted = [&](qint64 Class::*count) {
        return std::ranges::any_of(preview.classes, [count](const Class& entry) { return entry.*count > 0; });
    };
    m_table->setColumnHidden(ClassMappingItemModel::PhotosColumn, !isAnyCounted(&Class::photos));
    m_table->setColumnHidden(ClassMappingItemModel::BoxesColumn, !isAnyCounted(&Class::boxes));
    m_findings->setFindings(preview.summary.findings, preview.summary.unlistedFindings);
    if (isAnyThere)
        m_message->say(tr("Nothing is written before you press Import. All of it can be undone at once."));
    else
        m_message->sayProblem(
            tr("They are neither in or beside the dataset nor in the catalog. Say under Photos "
               "where they are."));
}

void AnnotationPreviewView::showProblem(const QString& problem)
{
    m_summary->setText(tr("There is nothing to import yet."));
    m_details->clear();
    m_classes.setClasses({});
    m_findings->setFindings({});
    m_message->sayProblem(problem);
}

void AnnotationPreviewView::showWorking()
{
    m_summary->setText(tr("Reading…"));
}

void AnnotationPreviewView::showProgress(const Progress& progress)
{
    m_details->setText(progressText(progress.step, progress));
}

QString AnnotationPreviewView::summary() const
{
    return m_summary->text();
}

QString AnnotationPreviewView::details() const
{
    return m_details->text();
}

QString AnnotationPreviewView::message() const
{
    return m_message->text();
}

} // namespace creel
